import io.github.difyarms.demo.EmbeddedRegistry
import io.github.difyarms.demo.MiniatureImages
import io.github.difyarms.testing.PipelineRun
import io.github.difyarms.testing.Pipelines

def root = basedir.toPath().resolve('../../../..').normalize()
def maven = new File(root.toFile(), 'target/maven').listFiles().find { it.name.startsWith('apache-maven-3.9') }.toPath()
def registry = EmbeddedRegistry.start()
try {
    MiniatureImages.builder().build().pushTo(registry, 'langgenius/dify-api', '1.16.1')
    PipelineRun.clean(basedir.toPath())
    Pipelines.values().each { pipeline ->
        def name = PipelineRun.name(pipeline)
        def run = new PipelineRun(root.resolve('docs/ci'), basedir.toPath(), maven, localRepositoryPath.toPath(),
                ["-Ddify-arms.from.registry=${registry.address()}/langgenius".toString(),
                 "-Ddify-arms.to.registry=${registry.address()}/${name}".toString()])
        if (pipeline.ordinal() == 0) {
            run.lock()
            run.single()
        }
        run.run(pipeline, ['api'] as Set)
        def tags = registry.tags("${name}/dify-api")
        assert tags.keySet() == ['1.16.1-arms'] as Set
        assert tags == registry.tags('single/dify-api') : 'the index of a single build'
    }
} finally {
    registry.close()
}
return true
