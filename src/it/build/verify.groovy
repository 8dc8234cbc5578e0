import groovy.json.JsonSlurper

def registry = context.registry
try {
    def json = new JsonSlurper().parse(new File(basedir, 'target/dify-arms/images.json'))
    def api = json.components[0]
    def tags = registry.tags('acme/dify-api')

    assert tags.keySet() == ['1.16.1-arms', 'latest'] as Set
    assert tags.values().every { it.toString() == api.digest }
    assert api.platforms*.platform == ['linux/amd64', 'linux/arm64']
    assert api.platforms.every { it.transfers.streamed == 0 } : 'base layers are mounted'
    assert api.upToDate : 'the second run has nothing to do'
    assert json.traffic.requests == 3 : 'the base and two tags'
    assert new File(basedir, 'target/dify-arms/api.digest').text.trim() == api.digest
    assert new File(basedir, "target/${api.digest}.sh").exists() : 'the property dify-arms.api.digest'
} finally {
    registry.close()
}
return true
