//go:build linux || darwin || freebsd

package main

import "golang.org/x/sys/unix"

// freeBytes is how much an ordinary account can still write at the path.
func freeBytes(path string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}

// May this process read or write there? Asked without touching anything.
func mayRead(path string) bool  { return unix.Access(path, unix.R_OK) == nil }
func mayWrite(path string) bool { return unix.Access(path, unix.W_OK) == nil }
func mayMake(path string) bool  { return unix.Access(path, unix.W_OK|unix.X_OK) == nil }
