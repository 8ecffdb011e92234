// Checks a log with Go's own implementation of notes and transparency logs, of which nothing is ours:
//
//	check_log LOG KEY OLDER-CHECKPOINT PROOF LEAF-DATA-HEX
//	check_log proof KEY PROOF LEAF-DATA-HEX
//
// It opens both checkpoints, authenticates every entry of the log against the newer one, proves that the newer tree
// continues the older one, and checks a proof file. The second form checks a proof file alone, such as one of an
// evidence bundle. It prints what it found, or the first fault, with exit code 1.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// openCheckpoint believes a checkpoint that the key signed.
func openCheckpoint(data []byte, key string) tlog.Tree {
	verifier, err := note.NewVerifier(key)
	must(err)
	opened, err := note.Open(data, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != verifier.Name() {
		log.Fatalf("checkpoint of %s", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	hash, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: hash}
}

// files reads tiles. The paths of C2SP name no height, and bundles stand apart.
type files struct{ directory string }

func (f files) Height() int { return 8 }

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(f.directory, path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

// entries reads the bundle of a range of 256 entries.
func (f files) entries(index, size int64) [][]byte {
	width := size - index*256
	if width > 256 {
		width = 256
	}
	tile := tlog.Tile{H: 8, L: 0, N: index, W: int(width)}
	path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(f.directory, path))
	must(err)
	var found [][]byte
	for len(data) > 0 {
		length := int(data[0])<<8 | int(data[1])
		found = append(found, data[2:2+length])
		data = data[2+length:]
	}
	if int64(len(found)) != width {
		log.Fatalf("%s holds %d entries", path, len(found))
	}
	return found
}

// checkProof gives the place of the leaf and the size of the log that it is proved to stand in.
func checkProof(data []byte, key string, leaf []byte) (int64, int64) {
	head, checkpoint, ok := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !ok || lines[0] != "c2sp.org/tlog-proof@v1" {
		log.Fatal("no proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	var path tlog.RecordProof
	for _, line := range lines[2:] {
		step, err := base64.StdEncoding.DecodeString(line)
		must(err)
		var hash tlog.Hash
		copy(hash[:], step)
		path = append(path, hash)
	}
	tree := openCheckpoint(checkpoint, key)
	must(tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash(leaf)))
	return index, tree.N
}

func checkProofAlone(file, key, leafHex string) {
	data, err := os.ReadFile(file)
	must(err)
	leaf, err := hex.DecodeString(leafHex)
	must(err)
	index, size := checkProof(data, key, leaf)
	fmt.Printf("entry %d of %d\n", index, size)
}

func main() {
	directory, key := os.Args[1], os.Args[2]
	if directory == "proof" {
		checkProofAlone(os.Args[3], key, os.Args[4])
		return
	}
	data, err := os.ReadFile(filepath.Join(directory, "checkpoint"))
	must(err)
	tree := openCheckpoint(data, key)
	data, err = os.ReadFile(os.Args[3])
	must(err)
	older := openCheckpoint(data, key)

	reader := files{directory}
	hashes := tlog.TileHashReader(tree, reader)
	for index := int64(0); index*256 < tree.N; index++ {
		for place, entry := range reader.entries(index, tree.N) {
			number := index*256 + int64(place)
			stored, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, number)})
			must(err)
			if stored[0] != tlog.RecordHash(entry) {
				log.Fatalf("entry %d is not the one that the tree commits to", number)
			}
		}
	}
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	must(err)
	must(tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash))

	leaf, err := hex.DecodeString(os.Args[5])
	must(err)
	data, err = os.ReadFile(os.Args[4])
	must(err)
	checkProof(data, key, leaf)
	fmt.Printf("%d entries, continuing %d\n", tree.N, older.N)
}
