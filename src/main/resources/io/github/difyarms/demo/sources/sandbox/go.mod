module github.com/langgenius/dify-sandbox

go {{go}}{{toolchain}}
