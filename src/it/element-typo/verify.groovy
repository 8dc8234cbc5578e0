def log = new File(basedir, 'build.log').text

assert log.contains('DA-106')
assert log.contains('did you mean <region>?')
return true
