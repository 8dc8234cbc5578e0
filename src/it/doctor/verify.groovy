import groovy.json.JsonSlurper

def log = new File(basedir, 'build.log').text

assert log =~ /\[INFO\] ok +java +Java /
assert log =~ /\[ERROR\] problem +base.connection +.*127\.0\.0\.1:1/
assert log =~ /\[ERROR\] problem +target.connection +.*127\.0\.0\.1:1/
assert log.contains('next: check the host name, the port and the proxy')
assert log.contains('DA-691: a build would stop: 2 problems')
assert log.contains('where: base.connection, target.connection')
assert !log.contains('\tat ') : 'no stack trace without -e'

def lines = log.readLines().findAll { it.startsWith('{"schemaVersion"') }
assert lines.size() == 1 : 'one document, of the run that asks for it'
def report = new JsonSlurper().parseText(lines[0])
assert report.summary.problem == 0
def target = report.checks.find { it.id == 'target' }
assert target.status == 'skipped'
assert target.summary == 'to.registry is not set'
assert report.checks.find { it.id == 'base' }.summary == 'difyVersion is not set'
assert !new File(basedir, 'target/dify-arms').exists() : 'the doctor writes nothing'
return true
