import { PanelGridSkeleton } from '@/app/_shared/page-skeleton'

export default function Loading() {
  return <PanelGridSkeleton />
}
