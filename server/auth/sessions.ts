export interface Sessions {
  x: 1
}
