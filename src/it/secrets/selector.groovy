import io.github.difyarms.testing.CommandLine

// Printed when it is skipped: instgo's stand-in has to be compiled.
return CommandLine.find('go', 'secrets: every goal with marked secrets').isPresent()
