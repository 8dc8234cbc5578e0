import io.github.difyarms.secrets.SecretRuns
import org.apache.commons.io.file.PathUtils

def root = basedir.toPath().resolve('../../../..').normalize()
def maven = new File(root.toFile(), 'target/maven').listFiles().find { it.name.startsWith('apache-maven-3.9') }.toPath()
def work = root.resolve('target/secrets')
if (work.toFile().exists()) {
    PathUtils.deleteDirectory(work)
}
def outcome = SecretRuns.of(maven, localRepositoryPath.toPath(), work, new File(basedir, 'pom.xml').text)
println outcome
assert outcome.leaks().empty : outcome.leaks().join('\n')
return true
