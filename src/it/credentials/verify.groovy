def registry = context.registry
try {
    def log = new File(basedir, 'build.log').text

    assert registry.tags('acme/dify-api').containsKey('1.16.1-arms')
    assert log.contains("credentials for ${registry.address()}: auth.json")
    assert log.contains('DA-202') : 'the wrong password'
    assert log.contains('parameter from.auth') : 'where it was found'
    assert log.contains('from.auth.password stands in a POM or on a command line')
    assert !log.contains('it-s3cret') : 'no secret in the log, not even with -X'
    assert !log.contains('wr0ng-s3cret')
} finally {
    registry.close()
}
return true
