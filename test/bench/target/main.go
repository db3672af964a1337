// A server that costs as little as a server can: it answers every path with one line and counts what it answered.
// It prints its address, and ends when its standard input closes.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	var answered atomic.Int64
	line := []byte("ok\n")
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		answered.Add(1)
		w.Write(line)
	})
	http.HandleFunc("/answered", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, answered.Load())
	})
	fmt.Printf("http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
