import groovy.json.JsonSlurper

def registry = context.registry
try {
    def json = new JsonSlurper()
    def joined = json.parse(new File(basedir, 'target/dify-arms/images.json')).components[0]
    def single = json.parse(new File(basedir, 'target/single/images.json')).components[0]
    def tags = registry.tags('acme/dify-api')

    assert joined.digest == single.digest
    assert joined.platforms*.platform == ['linux/amd64', 'linux/arm64']
    assert joined.platforms*.files == single.platforms*.files
    assert joined.platforms*.proof == single.platforms*.proof
    assert tags.keySet() == ['1.16.1-arms', 'single'] as Set
    assert tags.values().every { it.toString() == joined.digest }
    ['one': 'amd64', 'two': 'arm64'].each { machine, architecture ->
        def output = new File(basedir, "parts/${machine}")
        def part = json.parse(new File(output, 'images.json')).components[0]
        assert part.tags == []
        assert part.reference == "${part.name}@${part.digest}"
        assert new File(output, "partial-api-linux-${architecture}.json").file
        assert !new File(output, 'api.digest').exists() : 'nobody deploys a part'
        assert !new File(output, 'deploy').exists()
        assert new File(output, 'report.html').exists()
    }
    ['report.html', 'deploy/compose.override.yaml', 'api.digest'].each {
        assert new File(basedir, "target/dify-arms/${it}").exists()
    }
    assert new File(basedir, "target/${joined.digest}.sh").exists() : 'the property dify-arms.api.digest'
} finally {
    registry.close()
}
return true
