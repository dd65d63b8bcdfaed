package httpapi

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"laurel/app/usecase"
)

// checkLimit bounds each check of /readyz, and what /metrics asks of the database.
const checkLimit = 3 * time.Second

// health is the answer of /healthz and /readyz. Checks say "ok" or that the thing "failed"; why is in
// the log.
type health struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks,omitempty"`
}

// addHealth adds what machines ask: is it alive, can it serve, how does it fare.
func (s *server) addHealth(metricsHere bool) {
	s.app.Get("/healthz", func(c *fiber.Ctx) error { return c.JSON(health{Status: "alive"}) })
	s.app.Get("/readyz", s.ready)
	if metricsHere && s.metrics != nil {
		s.app.Get("/metrics", adaptor.HTTPHandler(s.metrics.Handler()))
	}
}

func (s *server) ready(c *fiber.Ctx) error {
	answer := health{Status: "ready", Checks: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(s.checks)) {
		ctx, cancel := context.WithTimeout(c.UserContext(), checkLimit)
		err := s.checks[name](ctx)
		cancel()
		answer.Checks[name] = "ok"
		if err != nil {
			s.log.WarnContext(c.UserContext(), "not ready", "check", name, "error", err)
			answer.Checks[name], answer.Status = "failed", "not ready"
		}
	}
	if answer.Status != "ready" {
		c.Set("Retry-After", "2")
		c.Status(http.StatusServiceUnavailable)
	}
	return c.JSON(answer)
}

// Metrics are the figures that Prometheus reads.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

// NewMetrics makes the figures of one instance. live may be nil.
func NewMetrics(uc *usecase.UseCases, live *usecase.Live) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "laurel_request_duration_seconds", Help: "How long requests took, by route, method and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"route", "method", "status"}),
	}
	m.registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		&collector{uc: uc, live: live})
	return m
}

// Handler serves the figures.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// observe counts a request. Paths that are no route are one, so that nobody can make new series.
func (m *Metrics) observe(route, method string, status int, took time.Duration) {
	if m == nil {
		return
	}
	if route == "/" || status == http.StatusNotFound || status == http.StatusMethodNotAllowed {
		route = "other"
	}
	switch method {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions:
	default:
		method = "other"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Observe(took.Seconds())
}

// collector reads, when it is asked, what is known elsewhere.
type collector struct {
	uc   *usecase.UseCases
	live *usecase.Live
}

// figure is one figure of the collector.
func figure(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("laurel_"+name, help, labels, nil)
}

var (
	connectionsFigure = figure("database_connections", "Connections to the database.", "state")
	waitsFigure       = figure("database_waits_total", "How often a connection to the database was waited for.")
	waitedFigure      = figure("database_waited_seconds_total", "How long connections to the database were waited for.")
	lagFigure         = figure("relay_lag_seconds", "How long the oldest event without a position has waited.")
	lagEventsFigure   = figure("relay_lag_events", "Committed events without a position.")
	pendingFigure     = figure("deliveries_pending", "Announcements that wait to be tried.")
	deliveriesFigure  = figure("deliveries_total", "Tries of announcements that this instance has made.", "status")
	listenersFigure   = figure("live_listeners", "Open streams of the live feed.")
)

// Describe names the figures.
func (c *collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{connectionsFigure, waitsFigure, waitedFigure, lagFigure, lagEventsFigure, pendingFigure, deliveriesFigure, listenersFigure} {
		to <- d
	}
}

// Collect reads the figures. Those of the database are left out where it does not answer.
func (c *collector) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, value, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), checkLimit)
	defer cancel()
	stats, err := c.uc.Stats(ctx)
	gauge(connectionsFigure, float64(stats.Used), "used")
	gauge(connectionsFigure, float64(stats.Idle), "idle")
	gauge(connectionsFigure, float64(stats.Most), "most")
	counter(waitsFigure, float64(stats.Waits))
	counter(waitedFigure, stats.Waited.Seconds())
	if err == nil {
		gauge(lagFigure, stats.Behind.Seconds())
		gauge(lagEventsFigure, float64(stats.Unnumbered))
		gauge(pendingFigure, float64(stats.Pending))
	}
	for status, n := range c.uc.DeliveryCounts() {
		counter(deliveriesFigure, float64(n), string(status))
	}
	if c.live != nil {
		gauge(listenersFigure, float64(c.live.Listeners()))
	}
}
