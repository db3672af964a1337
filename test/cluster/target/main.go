// target is an HTTP server on :8080 that counts what it is asked, exactly.
//
//	GET  /count   how many requests came since the start or the last reset
//	GET  /first   when the first of them came, in milliseconds since 1970; 0 while there is none
//	POST /reset   begins anew at 0 and answers with what the count was
//	GET  /ready   answers; for probes
//	*    /...     is counted and answered with the pod's name
//
// The first four are not counted themselves.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"sync/atomic"
	"time"
)

func main() {
	name, err := os.Hostname()
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(":8080", newTarget(name)))
}

func newTarget(name string) http.Handler {
	var count, first atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("GET /count", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, count.Load()) })
	mux.HandleFunc("GET /first", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, first.Load()) })
	mux.HandleFunc("POST /reset", func(w http.ResponseWriter, _ *http.Request) {
		first.Store(0)
		fmt.Fprintln(w, count.Swap(0))
	})
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ready") })
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if count.Add(1) == 1 {
			first.Store(time.Now().UnixMilli())
		}
		fmt.Fprintln(w, name)
	})
	return mux
}
