// Package main is stock k6: nothing is added to the program of the module it requires.
package main

import "go.k6.io/k6/v2/cmd"

func main() { cmd.Execute() }
