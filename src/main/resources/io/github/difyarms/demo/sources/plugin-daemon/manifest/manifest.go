// Package manifest says which build this is; the linker fills it in.
package manifest

// VersionX is the release.
var VersionX = "unset"

// BuildTimeX is when it was compiled.
var BuildTimeX = "unset"
