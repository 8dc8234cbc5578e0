import io.github.difyarms.demo.EmbeddedRegistry
import io.github.difyarms.demo.MiniatureImages

// Wants a token for everything, and a password for the token.
def registry = EmbeddedRegistry.builder().bearerAuth('arms', 'it-s3cret').start()
MiniatureImages.builder().build().pushTo(registry, 'langgenius/dify-api', '1.16.1')
context.registry = registry
context.userProperties.setProperty('dify-arms.from.registry', registry.address() + '/langgenius')
context.userProperties.setProperty('dify-arms.to.registry', registry.address() + '/acme')
def login = 'arms:it-s3cret'.bytes.encodeBase64()
new File(basedir, 'auth.json').text = """{"auths": {"${registry.address()}": {"auth": "${login}"}}}"""
context.userProperties.setProperty('dify-arms.difyVersion', '1.16.1')
context.userProperties.setProperty('dify-arms.components', 'api')
return true
