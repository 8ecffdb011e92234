// Opens a checkpoint with Go's own implementation of notes, and a cosignature under it with Go's Ed25519:
//
//	check_cosignature LOG-KEY WITNESS-KEY CHECKPOINT
//
// Debian's library knows the signatures of logs alone, so that the 30 lines for those of witnesses are written here, from
// https://c2sp.org/tlog-cosignature. It prints the size of the log and the time of the cosignature.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
	time *uint64
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	*w.time = binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", *w.time, text)
	return ed25519.Verify(w.key, []byte(message), signature[8:])
}

func newWitness(vkey string) witness {
	parts := strings.SplitN(vkey, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if len(key) != 33 || key[0] != 4 {
		log.Fatal("no key of a witness")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		log.Fatal("the key has another hash")
	}
	return witness{parts[0], hash, key[1:], new(uint64)}
}

func main() {
	ours, err := note.NewVerifier(os.Args[1])
	must(err)
	theirs := newWitness(os.Args[2])
	data, err := os.ReadFile(os.Args[3])
	must(err)
	// Who knows the log alone still opens the note, and ignores what the witness added.
	opened, err := note.Open(data, note.VerifierList(ours))
	must(err)
	if len(opened.Sigs) != 1 || len(opened.UnverifiedSigs) != 1 {
		log.Fatalf("%d signatures, %d unknown ones", len(opened.Sigs), len(opened.UnverifiedSigs))
	}
	opened, err = note.Open(data, note.VerifierList(ours, theirs))
	must(err)
	if len(opened.Sigs) != 2 {
		log.Fatalf("%d signatures", len(opened.Sigs))
	}
	fmt.Println(strings.Split(opened.Text, "\n")[1], *theirs.time)
}
