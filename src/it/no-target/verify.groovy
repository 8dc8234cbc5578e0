def log = new File(basedir, 'build.log').text

assert log.contains('DA-101')
assert log.contains('-Ddify-arms.to.registry=')
assert log.contains('-Ddify-arms.to.layout=')
assert !log.contains('\tat ') : 'no stack trace without -e'
return true
