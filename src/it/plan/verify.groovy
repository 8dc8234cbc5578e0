import groovy.json.JsonSlurper

def registry = context.registry
try {
    def log = new File(basedir, 'build.log').text
    def text = new File(basedir, 'plan.txt').text
    def plan = new JsonSlurper().parse(new File(basedir, 'plan.json'))
    def images = new JsonSlurper().parse(new File(basedir, 'target/dify-arms/images.json'))
    def api = plan.components[0]

    assert log.contains('nothing was built and nothing pushed')
    assert text.contains('the base is in the same registry')
    assert plan.leftOut*.id == ['plugin-daemon', 'sandbox']
    assert api.platforms.every { it.layers.every { layer -> layer.way == 'mount' } }
    assert api.digest == images.components[0].digest : 'the build makes what was planned'
    assert plan.cost.total.expected.requests == images.traffic.requests
    assert plan.cost.total.expected.bytesReceived == images.traffic.bytesReceived
    assert plan.cost.total.expected.bytesSent == images.traffic.bytesSent

    def first = registry.recorded().findIndexOf { !(it.method() in ['GET', 'HEAD']) }
    assert registry.recorded().size() - first < images.traffic.requests : 'plans only read'
} finally {
    registry.close()
}
return true
