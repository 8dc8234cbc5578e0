import groovy.json.JsonSlurper

def registry = context.registry
try {
    def lock = new JsonSlurper().parse(new File(basedir, 'dify-arms.lock.json'))
    def log = new File(basedir, 'build.log').text

    assert lock.lockVersion == 1
    assert lock.components.keySet() == ['api'] as Set
    assert lock.components.api.base.index ==
            registry.manifest('langgenius/dify-api', '1.16.1').get().digest().toString()
    assert lock.components.api.base.platforms.keySet() == ['linux/amd64', 'linux/arm64'] as Set
    assert registry.tags('acme/dify-api').keySet() == ['1.16.1-arms'] as Set : 'the locked build'
    assert log.contains('held to dify-arms.lock.json')
    assert log.contains('DA-661: what would be built is not what is locked')
    assert log.contains('DA-665: not everything is as it was locked')
    assert log.contains('mvn dify-arms:lock -Ddify-arms.lock.update=api.configuration')
    def json = log.readLines().find { it.startsWith('{"schemaVersion"') }
    assert new JsonSlurper().parseText(json).upToDate
} finally {
    registry.close()
}
return true
