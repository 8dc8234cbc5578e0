assert new File(basedir, 'build.log').text.count('skipped: dify-arms.skip is set') == 3
assert !new File(basedir, 'target/dify-arms').exists()
return true
