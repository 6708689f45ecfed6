import Foundation
public import Torch

/// Where the tests' models lie: `AUTODIDACT_TEST_DEVICE` (cpu, cuda, cuda:1), the CPU where it is not set.
public enum DeviceUnderTest {
    public static let device: Device = {
        let name = ProcessInfo.processInfo.environment["AUTODIDACT_TEST_DEVICE"] ?? "cpu"
        do {
            return try Device(named: name)
        } catch {
            fatalError("AUTODIDACT_TEST_DEVICE: \(error)")
        }
    }()
}
