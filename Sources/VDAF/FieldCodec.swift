// SPDX-License-Identifier: Apache-2.0
//
// Vectors of field elements as bytes (VDAF, "Auxiliary Functions" of "Finite Fields"): little-endian, fixed
// size, and no element that isn't smaller than the modulus. Reading takes a time that depends on the length
// alone, and allocates what the length implies.

extension NTTField {
    /// The encodings of all elements, one after another.
    package static func encode(_ elements: [Self]) -> [UInt8] { encoded(elements) }

    /// Reads exactly `count` elements; refuses another length, and any element that isn't smaller than p.
    /// The time depends on the length alone.
    package static func decode(_ bytes: [UInt8], count: Int) throws(VDAFError) -> [Self] {
        try decoded(bytes[...], count: count)
    }

    static func encoded(_ elements: [Self]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: elements.count * encodedSize) { buffer, count in
            guard let base = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            for index in elements.indices {
                elements[index].store(base + index * encodedSize)
            }
            count = elements.count * encodedSize
        }
    }

    /// Appends the encoding of `elements` to `bytes`.
    static func encode(_ elements: [Self], to bytes: inout [UInt8]) {
        bytes.append(contentsOf: encoded(elements))
    }

    static func decoded(_ bytes: ArraySlice<UInt8>, count: Int) throws(VDAFError) -> [Self] {
        guard count >= 0, bytes.count % encodedSize == 0, bytes.count / encodedSize == count else {
            throw VDAFError(
                .encoding, "`\(bytes.count)` bytes for `\(count)` field elements",
                help: "send `\(encodedSize)` bytes an element")
        }
        var canonical: UInt64 = 1
        let elements = bytes.withUnsafeBytes { raw in
            [Self](unsafeUninitializedCapacity: count) { buffer, initialized in
                guard let base = raw.baseAddress else { return }
                for index in 0..<count {
                    let element = load(base + index * encodedSize, canonical: &canonical)
                    buffer.initializeElement(at: index, to: element)
                }
                initialized = count
            }
        }
        guard canonical == 1 else {
            throw VDAFError(
                .encoding, "a field element that isn't smaller than the modulus",
                help: "send each element reduced modulo `\(modulus)`")
        }
        return elements
    }

    /// Calls `body` with the encoding of `elements`: their own memory where the machine is little-endian.
    static func withEncoding(of elements: [Self], _ body: (UnsafeRawBufferPointer) -> Void) {
        #if _endian(little)
            elements.withUnsafeBytes(body)
        #else
            encoded(elements).withUnsafeBytes(body)
        #endif
    }

    /// left - right, element by element, into left. Both have the same length.
    static func subtract(_ right: [Self], from left: inout [Self]) {
        left.withUnsafeMutableBufferPointer { left in
            for index in left.indices { left[index] = left[index] - right[index] }
        }
    }

    /// left + right, element by element, into left. Both have the same length.
    static func add(_ right: [Self], to left: inout [Self]) {
        left.withUnsafeMutableBufferPointer { left in
            for index in left.indices { left[index] = left[index] + right[index] }
        }
    }
}
