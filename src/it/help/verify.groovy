def log = new File(basedir, 'build.log').text

assert log.contains('dify-arms:build')
assert log.contains('Builds the monitored images and pushes them.')
assert log.contains('dify-arms:buildTar')
assert log.contains('dify-arms:dockerBuild')
assert log.contains('dify-arms:lock')
assert log.contains('dify-arms:check')
assert log.contains('dify-arms:plan')
assert log.contains('dify-arms:index')
assert log.contains('Property: dify-arms.to.registry')
assert log.contains('Property: dify-arms.entrypoint.configMap')
return true
