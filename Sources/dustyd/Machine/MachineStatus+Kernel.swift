import DustyCore

extension MachineStatus {
    /// Takes over what a host's kernel and its disk tell, but for what must be compared with an earlier look.
    mutating func take(_ kernel: LinuxKernel, disk: (used: Int64, total: Int64)?) {
        startedAt = kernel.startedAt()
        system = kernel.systemName()
        if let used = kernel.memory() {
            memoryBytes = used.total - used.available
            memoryTotalBytes = used.total
        }
        (diskBytes, diskTotalBytes) = (disk?.used, disk?.total)
    }
}
