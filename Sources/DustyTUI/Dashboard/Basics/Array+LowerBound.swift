extension [Int] {
    /// Where a value stands in an ascending array, or would stand: the place of the first element that is not smaller.
    func lowerBound(of value: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
