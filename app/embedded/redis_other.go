//go:build !linux

package embedded

import "context"

// startRedisServer finds none: only Linux can tie a child's life to this process's.
func startRedisServer(context.Context, Options) (*Redis, error) { return nil, errNoRedisServer }
