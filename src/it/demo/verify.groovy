import groovy.json.JsonSlurper

def images = new JsonSlurper().parse(new File(basedir, 'target/dify-arms/demo/images.json'))

assert images.components.size() == 1
def api = images.components[0]
assert api.id == 'api'
assert api.platforms*.platform == ['linux/amd64', 'linux/arm64']
assert new File(basedir, 'target/dify-arms/demo/api.digest').text.trim() == api.digest
return true
