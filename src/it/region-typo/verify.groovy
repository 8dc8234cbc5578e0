def log = new File(basedir, 'build.log').text

assert log.contains('DA-104')
assert log.contains('cn-hangzhou')
assert !log.contains('\tat ') : 'no stack trace without -e'
return true
