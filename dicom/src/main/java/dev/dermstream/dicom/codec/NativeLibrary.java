package dev.dermstream.dicom.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** A library of the system, loaded for as long as the process lives. */
@SuppressWarnings("restricted") // Native code is what this class is for.
record NativeLibrary(String name, SymbolLookup symbols) {
  /**
   * Loads a library by the first of its names that the system knows.
   *
   * @param debianPackage for the message
   */
  static NativeLibrary load(String debianPackage, List<String> names)
      throws MissingLibraryException {
    for (String name : names) {
      try {
        return new NativeLibrary(name, SymbolLookup.libraryLookup(name, Arena.global()));
      } catch (IllegalArgumentException e) {
        // Not on this system under this name; the next may be.
      }
    }
    throw new MissingLibraryException(
        "the system has no " + names.getFirst() + " (Debian: " + debianPackage + ")");
  }

  MethodHandle function(String function, FunctionDescriptor descriptor)
      throws MissingLibraryException {
    MemorySegment address =
        symbols
            .find(function)
            .orElseThrow(() -> new MissingLibraryException(name + " has no " + function));
    return Linker.nativeLinker().downcallHandle(address, descriptor);
  }

  /** A C function throws nothing: this is a mistake in the call. */
  static AssertionError unexpected(Throwable cause) {
    return new AssertionError("A call into a native library failed", cause);
  }
}
