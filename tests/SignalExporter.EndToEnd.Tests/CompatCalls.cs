using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SignalExporter.EndToEnd.Tests;

/// <summary>
/// 32-bit system calls of x86 (CONFIG_IA32_EMULATION): a kernel may be built or started without. What takes them is proven in
/// a guest then (<see cref="Kernels.ShortKernelTests"/>).
/// </summary>
internal static class CompatCalls
{
    private static readonly Lazy<bool> Answer = new(Try);

    /// <summary>Whether this machine's kernel takes them.</summary>
    public static bool Work => Answer.Value;

    /// <summary>Runs a 32-bit program that exits with 7.</summary>
    private static bool Try()
    {
        if (RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            return false;
        }

        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, Program());
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            using Process process = Process.Start(file);
            process.WaitForExit();
            return process.ExitCode == 7;
        }
        catch (Win32Exception)
        {
            return false; // ENOEXEC
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The smallest ELF file (elf(5)): both headers and three instructions.</summary>
    private static byte[] Program()
    {
        const int address = 0x08048000, headers = 52 + 32;
        byte[] code =
        [
            0xb8, 1, 0, 0, 0, // mov eax, 1: exit
            0xbb, 7, 0, 0, 0, // mov ebx, 7
            0xcd, 0x80, // int 0x80
        ];
        byte[] file = new byte[headers + code.Length];
        byte[] identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1];
        identity.CopyTo(file, 0);
        Put16(16, 2); // ET_EXEC
        Put16(18, 3); // EM_386
        Put32(20, 1);
        Put32(24, address + headers); // the entry
        Put32(28, 52); // where the program header is
        Put16(40, 52);
        Put16(42, 32);
        Put16(44, 1);
        Put32(52, 1); // PT_LOAD
        Put32(60, address);
        Put32(64, address);
        Put32(68, file.Length);
        Put32(72, file.Length);
        Put32(76, 5); // readable, executable
        Put32(80, 0x1000);
        code.CopyTo(file, headers);
        return file;

        void Put16(int offset, short value) => BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(offset), value);
        void Put32(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
    }
}
