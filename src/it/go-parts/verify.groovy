import groovy.json.JsonSlurper

def registry = context.registry
try {
    def output = new File(basedir, 'target/dify-arms')
    def json = new JsonSlurper().parse(new File(output, 'images.json'))
    def log = new File(basedir, 'build.log').text

    assert json.components*.id == ['api', 'plugin-daemon', 'sandbox']
    assert json.components.every { it.upToDate } : 'the second run has nothing to do'
    assert json.traffic.requests == 6 : 'two for each image'
    assert registry.tags('acme/dify-plugin-daemon').keySet() == ['0.6.3-local-arms'] as Set
    assert registry.tags('acme/dify-sandbox').keySet() == ['0.2.15-arms'] as Set
    assert log.contains('sandbox linux/arm64: compiled with Go')
    assert !log.contains('there is no ARMS licence key')
    assert !log.contains('it-l1cence-key') : 'the tool prints the key; nobody sees it'
    assert log.contains('0.6.3') : 'the revision follows from the image'
    assert context.oss.recorded().count { it.method() == 'GET' && it.path().contains('/instgo/instgo-') } >= 2
} finally {
    registry.close()
    context.oss.close()
}
return true
