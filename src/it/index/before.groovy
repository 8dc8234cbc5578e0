import io.github.difyarms.demo.EmbeddedRegistry
import io.github.difyarms.demo.MiniatureImages

def registry = EmbeddedRegistry.start()
MiniatureImages.builder().build().pushTo(registry, 'langgenius/dify-api', '1.16.1')
context.registry = registry
context.userProperties.setProperty('dify-arms.from.registry', registry.address() + '/langgenius')
context.userProperties.setProperty('dify-arms.to.registry', registry.address() + '/acme')
return true
