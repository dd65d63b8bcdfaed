package embedded

import "golang.org/x/sys/unix"

// Space tells how many bytes are free for us, and how many there are, where a folder is.
func Space(folder string) (free, total int64, err error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return 0, 0, err
	}
	block := stat.Bsize
	return int64(stat.Bavail) * block, int64(stat.Blocks) * block, nil //nolint:gosec // far below what an integer holds
}
