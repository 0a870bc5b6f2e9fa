"use client";

import { type DefaultOptions, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Toaster } from "@/components/ui/toast";
import { type Clinic, ClinicProvider } from "./clinic";
import { SearchTextProvider } from "./search-text";

// Offline is an answer too: a query fails and says so instead of waiting in silence.
const defaults: DefaultOptions = {
  queries: {
    staleTime: 0,
    gcTime: 60_000,
    retry: false,
    refetchOnReconnect: "always",
    networkMode: "always",
  },
};

/** What every signed-in screen shares. */
export function Providers({ clinic, children }: { clinic: Clinic; children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: defaults }));
  return (
    <QueryClientProvider client={client}>
      <ClinicProvider clinic={clinic}>
        <SearchTextProvider>{children}</SearchTextProvider>
        <Toaster />
      </ClinicProvider>
    </QueryClientProvider>
  );
}
