package httpapi

import (
	"io"
	"net"
	"sync/atomic"
	"time"
)

// lingerAtMost is how long a connection is read from after its last answer.
const lingerAtMost = 30 * time.Second

// Lingering makes the connections of a listener end so that their last answer arrives. A body that is
// refused before it was read is still being sent: to close at once would reset the connection, and the
// caller would hear of that instead of the 401, 403 or 413.
func Lingering(listener net.Listener) net.Listener { return lingering{listener} }

type lingering struct{ net.Listener }

// Accept waits for the next connection.
func (l lingering) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	tcp, ok := connection.(*net.TCPConn)
	if !ok {
		return connection, nil
	}
	return &lingerer{TCPConn: tcp}, nil
}

// lingerer is a connection that may have to be read to its end.
type lingerer struct {
	*net.TCPConn

	unread atomic.Bool // a body is still being sent
}

// Close ends the connection; where a body is still being sent, our side of it first.
func (l *lingerer) Close() error {
	if !l.unread.CompareAndSwap(true, false) {
		return l.TCPConn.Close()
	}
	if err := l.CloseWrite(); err != nil {
		return l.TCPConn.Close()
	}
	go l.drain()
	return nil
}

func (l *lingerer) drain() {
	end := time.AfterFunc(lingerAtMost, func() { _ = l.TCPConn.Close() })
	defer end.Stop()
	_, _ = io.Copy(io.Discard, l.TCPConn)
	_ = l.TCPConn.Close() // all that matters was written
}
