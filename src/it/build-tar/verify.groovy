import groovy.json.JsonSlurper
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream

def manifest = { file ->
    new TarArchiveInputStream(new FileInputStream(file)).withCloseable { tar ->
        for (def entry = tar.nextEntry; entry != null; entry = tar.nextEntry) {
            if (entry.name == 'manifest.json') {
                return new JsonSlurper().parse(tar.readAllBytes())[0]
            }
        }
    }
}

try {
    def output = new File(basedir, 'target/dify-arms')
    def log = new File(basedir, 'build.log').text

    ['amd64', 'arm64'].each { architecture ->
        def tar = new File(output, "api-linux-${architecture}.tar")
        assert manifest(tar).RepoTags == ['dify-api:1.16.1-arms']
        assert manifest(tar).Layers.size() == 9
        assert log.contains("docker load -i target/dify-arms/${tar.name}")
    }
    def loaded = manifest(new File(basedir, 'loaded.tar'))
    assert loaded.RepoTags == ['dify-api:1.16.1-arms']
    assert loaded.Layers == manifest(new File(output, 'api-linux-arm64.tar')).Layers :
            'Docker got the image of its own platform'
    assert log.contains('unchanged dify-api:1.16.1-arms') : 'the second run has nothing to do'
    assert log.contains('Loaded image: dify-api:1.16.1-arms')
    assert log.contains('run --rm dify-api:1.16.1-arms')
    assert log.contains('DA-682')
    assert log.contains('Is the docker daemon running?')
    assert !log.contains('dify-api:9.9.9') : 'nothing is read before Docker has answered'
    def json = new JsonSlurper().parse(new File(output, 'images.json'))
    assert json.components[0].platforms*.platform == ['linux/arm64']
} finally {
    context.registry.close()
}
return true
