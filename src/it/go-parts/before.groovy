import io.github.difyarms.demo.EmbeddedOss
import io.github.difyarms.demo.EmbeddedRegistry
import io.github.difyarms.demo.MiniatureImages
import io.github.difyarms.demo.MiniatureSources
import io.github.difyarms.testing.StandInInstgo

def registry = EmbeddedRegistry.start()
def oss = EmbeddedOss.start()
MiniatureImages.builder().build().pushTo(registry, 'langgenius/dify-api', '1.16.1')
MiniatureImages.pluginDaemonLocal().build().pushTo(registry, 'langgenius/dify-plugin-daemon', '0.6.3-local')
MiniatureImages.sandbox().build().pushTo(registry, 'langgenius/dify-sandbox', '0.2.15')
StandInInstgo.from(oss.address() + '/{region}').get().with('echoKey', 'true').putTo(oss, 'cn-hangzhou')
def sources = basedir.toPath().resolve('sources')
MiniatureSources.writePluginDaemon(
        sources.resolve('plugin-daemon'), MiniatureSources.Generation.PKG_MANIFEST, '1.23.3', Optional.empty(), '1.25')
MiniatureSources.writeSandbox(sources.resolve('sandbox'), '1.23.3', Optional.empty(), '1.23')
context.registry = registry
context.oss = oss
def properties = context.userProperties
properties.setProperty('dify-arms.from.registry', registry.address() + '/langgenius')
properties.setProperty('dify-arms.to.registry', registry.address() + '/acme')
properties.setProperty('dify-arms.instgo.url', oss.address() + '/{region}/instgo/instgo-{os}-{arch}')
return true
