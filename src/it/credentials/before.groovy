import io.github.difyarms.demo.EmbeddedRegistry
import io.github.difyarms.demo.MiniatureImages

// Wants a token for everything, and a password for the token.
def registry = EmbeddedRegistry.builder().bearerAuth('arms', 'it-s3cret').start()
MiniatureImages.builder().build().pushTo(registry, 'langgenius/dify-api', '1.16.1')
context.registry = registry
context.userProperties.setProperty('dify-arms.from.registry', registry.address() + '/langgenius')
context.userProperties.setProperty('dify-arms.to.registry', registry.address() + '/acme')
new File(basedir, 'settings-with-server.xml').text = """\
<settings>
  <servers>
    <server>
      <id>${registry.address()}</id>
      <username>arms</username>
      <password>it-s3cret</password>
    </server>
  </servers>
</settings>
"""
context.userProperties.setProperty('dify-arms.difyVersion', '1.16.1')
return true
