// SPDX-License-Identifier: Apache-2.0
//
// Go's own transparency log (golang.org/x/mod/sumdb) behind lines of JSON: a query on each line of the input, an
// answer on each line of the output. Entries are not sent: both sides make entry i as entryAt does.

package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type query struct {
	Op      string   `json:"op"`
	Key     string   `json:"key"`
	Text    string   `json:"text"`
	Size    int64    `json:"size"`
	Index   int64    `json:"index"`
	Earlier int64    `json:"earlier"`
	Proof   []string `json:"proof"`
}

type answer struct {
	Text  string            `json:"text"`
	Error string            `json:"error"`
	Proof []string          `json:"proof"`
	Tiles map[string]string `json:"tiles"`
}

type tree []tlog.Hash

func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(t)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		hashes[i] = t[index]
	}
	return hashes, nil
}

func entryAt(i int64) []byte {
	return []byte(strings.Repeat(fmt.Sprintf("entry %d;", i), int(i%5)))
}

var stored tree
var count int64

func grow(size int64) {
	for ; count < size; count++ {
		hashes, err := tlog.StoredHashes(count, entryAt(count), stored)
		if err != nil {
			panic(err)
		}
		stored = append(stored, hashes...)
	}
}

func texts(hashes []tlog.Hash) []string {
	out := []string{}
	for _, h := range hashes {
		out = append(out, h.String())
	}
	return out
}

func hashes(texts []string) []tlog.Hash {
	var out []tlog.Hash
	for _, text := range texts {
		h, err := tlog.ParseHash(text)
		if err != nil {
			panic(err)
		}
		out = append(out, h)
	}
	return out
}

func (q query) run() (a answer, err error) {
	grow(q.Size)
	root, err := tlog.TreeHash(q.Size, stored)
	if err != nil && q.Size > 0 {
		return a, err
	}
	switch q.Op {
	case "sign":
		signer, err := note.NewSigner(q.Key)
		if err != nil {
			return a, err
		}
		signed, err := note.Sign(&note.Note{Text: q.Text}, signer)
		a.Text = string(signed)
		return a, err
	case "open":
		verifier, err := note.NewVerifier(q.Key)
		if err != nil {
			return a, err
		}
		opened, err := note.Open([]byte(q.Text), note.VerifierList(verifier))
		if err != nil {
			return a, err
		}
		a.Text = opened.Text
		return a, nil
	case "root":
		a.Text = root.String()
		return a, nil
	case "proveRecord":
		proof, err := tlog.ProveRecord(q.Size, q.Index, stored)
		a.Proof = texts(proof)
		return a, err
	case "proveTree":
		proof, err := tlog.ProveTree(q.Size, q.Earlier, stored)
		a.Proof = texts(proof)
		return a, err
	case "checkRecord":
		return a, tlog.CheckRecord(hashes(q.Proof), q.Size, root, q.Index, tlog.RecordHash(entryAt(q.Index)))
	case "checkTree":
		earlier, err := tlog.TreeHash(q.Earlier, stored)
		if err != nil {
			return a, err
		}
		return a, tlog.CheckTree(hashes(q.Proof), q.Size, root, q.Earlier, earlier)
	case "tiles":
		a.Tiles = map[string]string{}
		for _, tile := range tlog.NewTiles(8, 0, q.Size) {
			data, err := tlog.ReadTileData(tile, stored)
			if err != nil {
				return a, err
			}
			path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
			a.Tiles[path] = base64.StdEncoding.EncodeToString(data)
		}
		return a, nil
	}
	return a, fmt.Errorf("no operation %q", q.Op)
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<26)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	encoder := json.NewEncoder(output)
	for input.Scan() {
		var q query
		if err := json.Unmarshal(input.Bytes(), &q); err != nil {
			panic(err)
		}
		a, err := q.run()
		if err != nil {
			a.Error = err.Error()
		}
		if err := encoder.Encode(a); err != nil {
			panic(err)
		}
	}
}
