/// The 256-colour palette of xterm and its relation to true colour.
enum Quantiser {
    private static let levels: [Int] = [0, 95, 135, 175, 215, 255]

    /// Palette number nearest to a colour, out of the cube and the greys (the first 16 differ from theme to theme).
    static func index(red: Int, green: Int, blue: Int) -> UInt8 {
        let cube = [red, green, blue].map(level)
        let cubeColour = cube.map { levels[$0] }
        let grey = min(23, max(0, ((red + green + blue) / 3 - 3) / 10))
        let greyValue = 8 + grey * 10
        let wanted = [red, green, blue]
        func distance(_ colour: [Int]) -> Int {
            zip(wanted, colour).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        if distance([greyValue, greyValue, greyValue]) < distance(cubeColour) { return UInt8(232 + grey) }
        return UInt8(16 + 36 * cube[0] + 6 * cube[1] + cube[2])
    }

    /// Red, green and blue of a palette number from 16 on.
    static func components(of index: UInt8) -> (red: Int, green: Int, blue: Int) {
        if index >= 232 {
            let value = 8 + (Int(index) - 232) * 10
            return (value, value, value)
        }
        let cube = max(0, Int(index) - 16)
        return (levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    }

    /// Whether a palette number from 16 on is a grey between black and white.
    static func isMiddleGrey(_ index: UInt8) -> Bool {
        guard index >= 16 else { return false }
        let (red, green, blue) = components(of: index)
        return red == green && green == blue && red > 0 && red < 255
    }

    private static func level(_ value: Int) -> Int {
        levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0
    }
}
