def registry = context.registry
try {
    def log = new File(basedir, 'build.log').text

    assert registry.tags('acme/dify-api').containsKey('1.16.1-arms')
    assert log.contains("credentials for ${registry.address()}: settings.xml server ${registry.address()}")
    assert log.contains('DA-202') : 'the wrong password'
    assert log.contains('parameter from.auth') : 'where it was found'
    assert log.contains('from.auth.password stands in a POM or on a command line')
    assert !log.contains('it-s3cret') : 'no secret in the log, not even with -X'
    // Maven itself prints its command line's properties with -X; nothing else may.
    def ours = log.readLines().findAll { it.contains('wr0ng-s3cret') && !it.contains('-Ddify-arms') && !it.contains('=wr0ng-s3cret') }
    assert ours.isEmpty() : ours
} finally {
    registry.close()
}
return true
