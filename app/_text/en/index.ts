import { componentText } from '@/components/text'
import { approval } from './approval'
import { auth } from './auth'
import { common } from './common'
import { shell } from './shell'

/** English. One file an area; another language is a catalogue of the same shape. */
export const en = { components: componentText, approval, auth, common, shell }
