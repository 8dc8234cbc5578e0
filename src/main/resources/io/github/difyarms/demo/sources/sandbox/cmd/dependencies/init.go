// A miniature of the program env, which runs while the image is made and is removed from it.
package main

import "fmt"

func main() {
	fmt.Println("miniature sandbox: environment prepared")
}
