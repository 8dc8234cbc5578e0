import io.github.difyarms.testing.CommandLine

// Printed when it is skipped; the demo downloads a Go where there is none.
return CommandLine.find('go', 'go-parts: both Go images by Maven').isPresent()
