def runs = new File(basedir, 'build.log').readLines().count { it.contains('a registry with miniatures of dify-api runs at') }

assert runs == 2 : 'once in each of the two runs'
assert new File(basedir, 'two/target/dify-arms/demo/images.json').exists()
assert new File(basedir, 'one/target/dify-arms/demo/images.json').exists()
assert !new File(basedir, 'target/dify-arms').exists() : 'not at the root'
return true
