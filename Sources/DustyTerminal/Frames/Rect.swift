/// A size in cells.
public struct Size: Hashable, Sendable {
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A size; negative values become 0.
    public init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
    }
}

/// A rectangle of cells.
public struct Rect: Hashable, Sendable {
    /// First column.
    public var x: Int
    /// First row.
    public var y: Int
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A rectangle; negative sizes become 0.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// The rectangle of a whole screen.
    public init(_ size: Size) {
        self.init(x: 0, y: 0, width: size.width, height: size.height)
    }

    /// Whether it has no cell.
    public var isEmpty: Bool { width == 0 || height == 0 }
    /// First column after it.
    public var maxX: Int { x + width }
    /// First row after it.
    public var maxY: Int { y + height }

    /// Whether a cell lies in it.
    public func contains(x: Int, y: Int) -> Bool {
        x >= self.x && x < maxX && y >= self.y && y < maxY
    }

    /// One of its rows, counted from its top.
    public func row(_ index: Int) -> Rect {
        guard index >= 0, index < height else { return Rect(x: x, y: y, width: width, height: 0) }
        return Rect(x: x, y: y + index, width: width, height: 1)
    }

    /// Cuts rows off its top and returns them.
    public mutating func takeTop(_ rows: Int) -> Rect {
        let taken = min(max(0, rows), height)
        defer {
            y += taken
            height -= taken
        }
        return Rect(x: x, y: y, width: width, height: taken)
    }

    /// Cuts rows off its bottom and returns them.
    public mutating func takeBottom(_ rows: Int) -> Rect {
        let taken = min(max(0, rows), height)
        height -= taken
        return Rect(x: x, y: y + height, width: width, height: taken)
    }

    /// Cuts columns off its left side and returns them.
    public mutating func takeLeft(_ columns: Int) -> Rect {
        let taken = min(max(0, columns), width)
        defer {
            x += taken
            width -= taken
        }
        return Rect(x: x, y: y, width: taken, height: height)
    }

    /// Cuts columns off its right side and returns them.
    public mutating func takeRight(_ columns: Int) -> Rect {
        let taken = min(max(0, columns), width)
        width -= taken
        return Rect(x: x + width, y: y, width: taken, height: height)
    }

    /// A rectangle of a given size in its middle, no larger than itself.
    public func centred(width: Int, height: Int) -> Rect {
        let inner = Size(width: min(width, self.width), height: min(height, self.height))
        return Rect(
            x: x + (self.width - inner.width) / 2,
            y: y + (self.height - inner.height) / 2,
            width: inner.width,
            height: inner.height
        )
    }
}
