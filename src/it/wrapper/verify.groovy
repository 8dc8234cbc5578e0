import groovy.json.JsonSlurper

def output = new File(basedir, 'target/dify-arms/demo')
def images = new JsonSlurper().parse(new File(output, 'images.json'))

assert images.components*.id == ['api', 'plugin-daemon', 'sandbox']
images.components.each { component ->
    assert component.platforms*.platform == ['linux/amd64', 'linux/arm64']
    assert new File(output, "${component.id}.digest").text.trim() == component.digest
}
images.components.tail().each { component ->
    component.platforms.each { platform ->
        def build = platform.files[0].build
        assert build.program.addedModules == ['standin.invalid/arms/agent']
        assert build.program.machine == platform.platform.split('/')[1]
    }
}
assert new File(output, 'trace.log').text.contains('instgo stand-in')
return true
