// A miniature of the command line that lies beside the daemon and prepares its database.
package main

import (
	"fmt"
	"os"
)

// VersionX has the name of the daemon's variable and is another one.
var VersionX string

func main() {
	if len(os.Args) > 1 && os.Args[1] == "migrate" {
		fmt.Println("miniature command line: database migrated")
		return
	}
	fmt.Println("miniature command line", VersionX)
}
