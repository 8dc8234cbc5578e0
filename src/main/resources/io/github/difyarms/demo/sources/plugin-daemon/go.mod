module github.com/langgenius/dify-plugin-daemon

go {{go}}{{toolchain}}
