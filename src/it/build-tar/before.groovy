import io.github.difyarms.demo.EmbeddedRegistry
import io.github.difyarms.demo.MiniatureImages

def registry = EmbeddedRegistry.start()
MiniatureImages.builder().build().pushTo(registry, 'langgenius/dify-api', '1.16.1')
context.registry = registry
context.userProperties.setProperty('dify-arms.from.registry', registry.address() + '/langgenius')

// What Docker's own command line says, and a load that keeps what it is given.
def docker = { name, text ->
    def file = new File(basedir, name)
    file.text = '#!/bin/sh\n' + text
    file.executable = true
}
docker('docker', '''\
case $1 in
  version) echo linux/arm64 ;;
  load) cat > loaded.tar && echo "Loaded image: dify-api:1.16.1-arms" ;;
esac
''')
docker('docker-without-daemon', '''\
echo "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?" >&2
exit 1
''')
return true
