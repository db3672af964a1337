// kube is every program of a Kubernetes node in one static binary: the control plane, etcd, kubelet, kube-proxy,
// CoreDNS and kubectl. They share most of their packages, so one binary is far smaller than eight.
//
// The program is named by the first argument, or by the name that the binary is called by: a link named kubectl is
// kubectl.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/loadbalance"
	_ "github.com/coredns/coredns/plugin/ready"
	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

var commands = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kube-proxy":              proxy.NewProxyCommand,
	"kubectl":                 kubectl.NewDefaultKubectlCommand,
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
}

func main() {
	// The programs read os.Args themselves, so they must find their own name in it.
	os.Args[0] = filepath.Base(os.Args[0])
	if os.Args[0] != "kubectl" && len(os.Args) > 1 {
		os.Args = os.Args[1:]
	}
	switch name := os.Args[0]; name {
	case "etcd":
		etcdmain.Main(os.Args)
	case "coredns":
		runCoreDNS()
	default:
		newCommand, known := commands[name]
		if !known {
			fmt.Fprintf(os.Stderr, "kube: there is no program %q\n", name)
			os.Exit(2)
		}
		os.Exit(cli.Run(newCommand()))
	}
}

// runCoreDNS runs CoreDNS with the plugins of this list only; a query passes them in its order.
func runCoreDNS() {
	dnsserver.Directives = []string{"bind", "errors", "ready", "cache", "loadbalance", "kubernetes"}
	coremain.Run()
}
